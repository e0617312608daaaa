# The report as a person reads it.
def rounded: if . >= 100 then round elif . >= 10 then . * 10 | round / 10 else . * 100 | round / 100 end | tostring;
def right($width): (" " * ($width - length) // "") + .;
def left($width): . + (" " * ($width - length) // "");
def spread: if .min == .max then "" else "\(.min | rounded) – \(.max | rounded)" end;
def aim: if .at_least then ">= \(.at_least)" elif .at_most then "<= \(.at_most)" else "" end;
def verdict: if .reached == null then "" elif .reached then "reached" else "not reached" end;
def line($name; $median; $spread; $aim; $verdict):
    ($name | left(66)) + ($median | right(12)) + ($spread | right(22)) + ($aim | right(10)) + "  " + $verdict;

"", line("figure"; "median"; "spread"; "aim"; ""),
(.aims[] | line(.name; (.median | rounded) + (if .unit then " " + .unit else "" end); spread; aim; verdict)),
"",
([.aims[].figure] as $shown | .figures[] | select(.figure | IN($shown[]) | not) | line(.figure; "\(.median | rounded) \(.unit)"; spread; ""; "")),
""

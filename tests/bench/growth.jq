# From the report (scripts/bench growth) to a table by size, a line each: for a person, and for growth.gp.
def columns: [
    ["entrants", null, 1, 0],
    ["entries/s", "entries", 1, 0],
    ["close_ms", "close", 1, 1],
    ["draw_ms", "draw", 1, 1],
    ["total_ms", "close and draw", 1, 1],
    ["us/entrant", "close and draw per entrant", 1, 2],
    ["server_MB", "server memory", 0.001024, 1],
    ["audit_ms", "audit", 1, 1],
    ["us/entrant", "audit per entrant", 1, 2],
    ["audit_MB", "audit memory", 0.001024, 1]];
def rounded($digits): pow(10; $digits) as $unit | . * $unit | round / $unit | tostring;
def right($width): (" " * ($width - length) // "") + .;

(.figures | map(select(.figure | startswith("growth ")) | {key: .figure, value: .median}) | from_entries) as $medians
| (columns | map(.[0] | right(11)) | join(" ")),
  ($medians | keys | map(split(" ")[1] | tonumber) | unique[] as $size
   | columns | map((if .[1] then $medians["growth \($size) \(.[1])"] * .[2] else $size end) as $value
                   | .[3] as $digits | $value | rounded($digits) | right(11))
   | join(" "))

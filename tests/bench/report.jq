# From the figures as they were recorded to each one's median and spread, and to the ratios that aims.json asks for: each
# taken within a repetition. A figure or ratio that was not measured is left out. The medians of those that have a key stand
# at the top by it.
def spread: sort | {median: (if length % 2 == 1 then .[length / 2 | floor] else (.[length / 2 - 1] + .[length / 2]) / 2 end),
                    min: .[0], max: .[-1]};
def runs_of($figures; $name): $figures | map(select(.figure == $name));
def reached($aim): if $aim.at_least then . >= $aim.at_least elif $aim.at_most then . <= $aim.at_most else null end;

. as $figures
| {machine: $machine[0],
   aims: [$aims[0][] as $aim
       | (if $aim.ratio then
             [runs_of($figures; $aim.ratio[0])[] as $over
              | runs_of($figures; $aim.ratio[1])[] | select(.repetition == $over.repetition) | $over.value / .value]
          else runs_of($figures; $aim.figure) | map(.value) end) as $values
       | select($values | length > 0)
       | $aim + ($values | spread) | . + {reached: (.median | reached($aim)), runs: $values}],
   figures: ($figures | group_by(.figure) | map(
       {figure: .[0].figure, unit: .[0].unit} + (map(.value) | spread) + {runs: map(del(.figure, .unit))}))}
| (.aims | map(select(.key) | {key, value: .median}) | from_entries) + .
| if .burst_30000_all_ms then {burst_30000_all_s: (.burst_30000_all_ms / 1000)} + . else . end

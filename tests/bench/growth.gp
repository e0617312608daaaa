# Plots what a round costs by its size, from the table that growth.jq makes of the report of scripts/bench growth:
#   jq -r -f tests/bench/growth.jq build/bench.json >growth.txt
#   gnuplot -c tests/bench/growth.gp growth.txt growth.svg
set terminal svg size 960,760 font "sans-serif,14" background "white" linewidth 1.5
set output ARG2
table = ARG1

set multiplot layout 2,2 margins 0.085,0.985,0.08,0.94 spacing 0.085,0.12
set style data linespoints
set linetype 1 lc rgb "#0b5fa5" pt 7 ps 0.5
set linetype 2 lc rgb "#c1440e" pt 5 ps 0.5
set linetype 3 lc rgb "#707070" dt 2
set grid lc rgb "#d8d8d8" lt 1 lw 0.5
set tics nomirror
set border 3
set logscale x
set xrange [200:15000000]
set xtics ("300" 300, "3 k" 3000, "30 k" 30000, "100 k" 100000, "1 M" 1000000, "10 M" 10000000)

set title "Time"
set key top left reverse Left
set logscale y
set yrange [1:300000]
set ytics ("1 ms" 1, "10 ms" 10, "100 ms" 100, "1 s" 1000, "10 s" 10000, "100 s" 100000)
plot table using 1:5 skip 1 title "close, draw, re-draw, coupons", "" using 1:8 skip 1 title "audit"

set title "Time per entrant"
set key top right noreverse Right
set yrange [0.3:1000]
set ytics ("1 µs" 1, "10 µs" 10, "100 µs" 100, "1 ms" 1000)
plot table using 1:6 skip 1 title "close, draw, re-draw, coupons", "" using 1:9 skip 1 title "audit"

set title "Highest memory"
set xlabel "entrants"
set key left center reverse Left
unset logscale y
set yrange [0:600<*]
set ytics 0,100
set format y "%g MB"
plot table using 1:7 skip 1 title "server", "" using 1:10 skip 1 title "audit", \
    512 with lines lt 3 title "aim: server below 512 MB"

set title "Entries a second into a round that holds so many"
set yrange [0:*]
set ytics auto
set format y "%.0s %c"
plot table using 1:2 skip 1 notitle

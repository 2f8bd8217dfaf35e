#!/usr/bin/env bash
# Makes simulated_events.csv. What was put in: two hot stretches, around Hyesan (eight times the rate of elsewhere, more
# smuggling) and around Tumen and Namyang (five times), and half the rate from June 2018 on.
set -euo pipefail
cd "$(dirname "$0")"
"${THALWEG:-../../build/thalweg}" simulate --output simulated_events.csv --overwrite --events 3000 --seed 2018 \
  --hot 700km-760km:8:smuggling:6,seizure:2,arrest:1,crossing:2 --hot 1195km-1235km:5 \
  --categories smuggling:3,seizure:2,arrest:2,crossing:3 \
  --since 2017-06-01 --until 2018-12-01 --change 2018-06-01 --change-factor 0.5 --offset-median 1.5km --left-share 0.4

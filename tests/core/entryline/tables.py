"""Example lines in both languages. Columns: what is typed after the client | minutes | start, `-` for "ends now" | note.

A refusal: what is typed | the words that are refused, empty for the end of the line | a part of the reason.
"""

ENGLISH = """
a half hour vpn                   | 30    | -     | vpn
3/4 hour vpn                      | 45    | -     | vpn
1/2 h vpn                         | 30    | -     | vpn
120 365 licences                  | 120   | -     | 365 licences
240 vpn                           | 240   | -     | vpn
480 vpn                           | 480   | -     | vpn
8h00 vpn                          | 480   | -     | vpn
14h20m vpn                        | 860   | -     | vpn
9 h 20 m vpn                      | 560   | -     | vpn
backup 9 20m                      | 20    | -     | backup 9
vpn for 20 minutes                | 20    | -     | vpn
update 24.04 30m                  | 30    | -     | update 24.04
2h 2h later it fell               | 120   | -     | 2h later it fell
20m, around 10:00                 | 20    | -     | around 10:00
20m around 10 users               | 20    | -     | around 10 users
20m before the update             | 20    | -     | before the update
20m 24/7 support                  | 20    | -     | 24/7 support
20m mail to anna@acme.it          | 20    | -     | mail to anna@acme.it
20m this morning's backup          | 20    | -     | this morning's backup
20m back 2 hours ago only          | 20    | -     | back 2 hours ago only
15                                | 15    | -     |
15 printer jams                   | 15    | -     | printer jams
15 2 printers jam                 | 15    | -     | 2 printers jam
15 windows 11                     | 15    | -     | windows 11
15 office 365 licences            | 15    | -     | office 365 licences
15, 2 h of waiting                | 15    | -     | 2 h of waiting
15 - printer jams                 | 15    | -     | - printer jams
15 9:30 train was late            | 15    | -     | 9:30 train was late
15 down since 9:30                | 15    | -     | down since 9:30
15 today vpn                      | 15    | -     | today vpn
15, yesterday's backup            | 15    | -     | yesterday's backup
15, yesterday it fell             | 15    | -     | yesterday it fell
15 backup of yesterday            | 15    | -     | backup of yesterday
15 at 3 sites                     | 15    | -     | at 3 sites
15 called 2 h later about 3 PCs   | 15    | -     | called 2 h later about 3 PCs
15 called 2h later                | 15    | -     | called 2h later
15 restored 20m before            | 15    | -     | restored 20m before
15 back in a minute               | 15    | -     | back in a minute
15 replaced 24" monitor           | 15    | -     | replaced 24" monitor
vpn down 15                       | 15    | -     | vpn down
replaced 2 disks 15               | 15    | -     | replaced 2 disks
3 printers 1h                     | 60    | -     | 3 printers
15m                               | 15    | -     |
15m printer                       | 15    | -     | printer
15m.                              | 15    | -     |
15 m                              | 15    | -     |
15 m printer                      | 15    | -     | printer
15min                             | 15    | -     |
15 min                            | 15    | -     |
15 min. vpn                       | 15    | -     | vpn
15mins                            | 15    | -     |
20 mins                           | 20    | -     |
20 minutes                        | 20    | -     |
20 minutes of vpn                 | 20    | -     | of vpn
1 minute                          | 1     | -     |
90'                               | 90    | -     |
90 '                              | 90    | -     |
15′ printer                       | 15    | -     | printer
45s                               | 0.75  | -     |
45 s                              | 0.75  | -     |
45 sec                            | 0.75  | -     |
45 secs                           | 0.75  | -     |
45 seconds                        | 0.75  | -     |
1m30s                             | 1.5   | -     |
1 m 30 s                          | 1.5   | -     |
1 minute 30 seconds               | 1.5   | -     |
1h                                | 60    | -     |
1H                                | 60    | -     |
2 h                               | 120   | -     |
2 h vpn                           | 120   | -     | vpn
2 hr                              | 120   | -     |
2 hrs                             | 120   | -     |
2hrs                              | 120   | -     |
2hours                            | 120   | -     |
8 hours                           | 480   | -     |
8 Hours of moving                 | 480   | -     | of moving
1 hour                            | 60    | -     |
1h30                              | 90    | -     |
1h30m                             | 90    | -     |
1h30'                             | 90    | -     |
1h 30                             | 90    | -     |
1h 30m                            | 90    | -     |
1h 30m vpn                        | 90    | -     | vpn
1 h 30 m                          | 90    | -     |
1 h 30 m vpn                      | 90    | -     | vpn
1 h 30 min                        | 90    | -     |
1 h 30                            | 90    | -     |
1hr30min                          | 90    | -     |
1 hr 30 min                       | 90    | -     |
1 hour 20 minutes                 | 80    | -     |
1 hour, 20 minutes                | 80    | -     |
1 hour and 20 minutes vpn         | 80    | -     | vpn
an hour thirty                    | 90    | -     |
two hours fifteen                 | 135   | -     |
1 hour and ten                    | 70    | -     |
1 hour and 20                     | 80    | -     |
1h & 20m                          | 80    | -     |
1 hour 20 minutes 30 seconds      | 80.5  | -     |
1h12m5s vpn                       | 72.083333 | - | vpn
1h 5s                             | 60.083333 | - |
1.5h                              | 90    | -     |
1.5 h                             | 90    | -     |
1,5h                              | 90    | -     |
1.5 hours                         | 90    | -     |
.5h                               | 30    | -     |
0.25h                             | 15    | -     |
½ h                               | 30    | -     |
1½ hours                          | 90    | -     |
1/2 hour                          | 30    | -     |
3/4 h                             | 45    | -     |
half an hour                      | 30    | -     |
half an hour of vpn               | 30    | -     | of vpn
half hour                         | 30    | -     |
half-hour                         | 30    | -     |
an hour                           | 60    | -     |
one hour                          | 60    | -     |
an hour and a half                | 90    | -     |
1 hour and a half                 | 90    | -     |
one and a half hours              | 90    | -     |
two and a half hours vpn          | 150   | -     | vpn
an hour and a quarter             | 75    | -     |
a quarter of an hour              | 15    | -     |
three quarters of an hour         | 45    | -     |
two hours                         | 120   | -     |
twenty minutes vpn                | 20    | -     | vpn
forty-five minutes                | 45    | -     |
1:30                              | 90    | -     |
1:30 2 printers                   | 90    | -     | 2 printers
4:00                              | 240   | -     |
0:45 vpn                          | 45    | -     | vpn
0:12:04                           | 12.066667 | - |
1:30 h                            | 90    | -     |
9:15 hours                        | 555   | -     |
1h 30, printers                   | 90    | -     | printers
1h, 30 pages                      | 60    | -     | 30 pages
15m 2h outage                     | 15    | -     | 2h outage
15m outage of 2h                  | 15    | -     | outage of 2h
2 hours vpn, outage 30m           | 120   | -     | vpn, outage 30m
20m since 9:00                    | 20    | -     | since 9:00
20m, 9:00 the line fell           | 20    | -     | 9:00 the line fell
9:00-9:20                         | 20    | 09:00 |
09:00-09:20                       | 20    | 09:00 |
9-9:20                            | 20    | 09:00 |
9:00-10                           | 60    | 09:00 |
9:00 - 9:20                       | 20    | 09:00 |
9:00 - 9:20 vpn                   | 20    | 09:00 | vpn
9:00- 9:20                        | 20    | 09:00 |
9:00 -9:20                        | 20    | 09:00 |
9:00–9:20                         | 20    | 09:00 |
9:00 — 9:20                       | 20    | 09:00 |
9:00 9:20                         | 20    | 09:00 |
9:00 9:20 2 printers              | 20    | 09:00 | 2 printers
9.00-9.20                         | 20    | 09:00 |
9.00 - 9.20 vpn                   | 20    | 09:00 | vpn
9.30 9.50                         | 20    | 09:30 |
9:00 to 9:20                      | 20    | 09:00 |
9:00 till 9:20 vpn                | 20    | 09:00 | vpn
9:00 until 9:20                   | 20    | 09:00 |
9 to 9:20                         | 20    | 09:00 |
from 9:00 to 9:20                 | 20    | 09:00 |
from 9 to 10                      | 60    | 09:00 |
from 9 to 10 vpn                  | 60    | 09:00 | vpn
from 9:00-9:20                    | 20    | 09:00 |
between 9 and 10                  | 60    | 09:00 |
between 9:00 and 9:20 vpn         | 20    | 09:00 | vpn
from 11 to noon                   | 60    | 11:00 |
9am-9:20am                        | 20    | 09:00 |
9-9:20am                          | 20    | 09:00 |
9 am - 9:20 am                    | 20    | 09:00 |
9am to 10am vpn                   | 60    | 09:00 | vpn
9am-10                            | 60    | 09:00 |
11am-1pm                          | 120   | 11:00 |
11-1pm                            | 120   | 11:00 |
1:30pm-2:10pm                     | 40    | 13:30 |
1-2 p.m.                          | 60    | 13:00 |
9:00-9:20 20m                     | 20    | 09:00 |
9:00-9:20 20m vpn                 | 20    | 09:00 | vpn
20m 9:00-9:20                     | 20    | 09:00 |
20 9:00-9:20                      | 20    | 09:00 |
9:00-9:20 15 printers             | 20    | 09:00 | 15 printers
vpn down 9:00-9:20                | 20    | 09:00 | vpn down
3 printers 9:00-9:20              | 20    | 09:00 | 3 printers
23:50-0:10                        | 20    | 23:50 |
23:50 0:10                        | 20    | 23:50 |
23:00-24:00                       | 60    | 23:00 |
11:50pm-12:10am                   | 20    | 23:50 |
9:00 20m                          | 20    | 09:00 |
9:00 20m vpn                      | 20    | 09:00 | vpn
9:00 1h 30m vpn                   | 90    | 09:00 | vpn
9:00 1 hour vpn                   | 60    | 09:00 | vpn
9.30 20m                          | 20    | 09:30 |
1:30pm 20m                        | 20    | 13:30 |
at 9:00 20m vpn                   | 20    | 09:00 | vpn
from 9:00 for 20 minutes vpn      | 20    | 09:00 | vpn
9:00 for 20m                      | 20    | 09:00 |
15m: vpn                          | 15    | -     | vpn
9:00-9:20: vpn                    | 20    | 09:00 | vpn
1.25 h                            | 75    | -     |
00:00 00:20                       | 20    | 00:00 |
at 9am 20m                        | 20    | 09:00 |
9:00 20m @yesterday               | 20    | 09:00 |
20m @14:00                        | 20    | 14:00 |
20m @14.00                        | 20    | 14:00 |
20m @2pm vpn                      | 20    | 14:00 | vpn
20m @2:10pm                       | 20    | 14:10 |
9:15 @5:00                        | 555   | 05:00 |
１５ vpn                            | 15    | -     | vpn
９：００－９：２０                           | 20    | 09:00 |
１ h ３０ m                           | 90    | -     |
"""

ENGLISH_REFUSED = """
0930 vpn                          | 0930                 | the clock time 9:30
1430 vpn                          | 1430                 | write 23h50m for the length, or 14:30-14:50
900 vpn                           | 900                  | write 15h for the length, or 9:00-9:20
vpn 930                           | 930                  | write 15h30m for the length, or 9:30-9:50
14h 20m vpn                       | 14h 20m              | write 14h20m for the length, or 14:00 20m
9h 20                             | 9h 20                | write 9h20m for the length, or 9:00 20m
12h30 vpn                         | 12h30                | write 12h30m for the length, or 12:30-12:50
9h00                              | 9h00                 | write 9h for the length, or 9:00-9:20
1400 1430 vpn                     | 1400 1430            | a range or a length
0900 0920 vpn                     | 0900 0920            | a range or a length
9:00h 20m vpn                     | 9:00h 20m            | can both be the time
9:00 h 20 m vpn                   | 9:00 h 20 m          | can both be the time
9.00h 20m vpn                     | 9.00h 20m            | a fraction before a smaller unit
2/3 h vpn                         | 2/3 h                | from 2 to 3
3/4 hours vpn                     | 3/4 hours            | from 3 to 4
2 x 15 vpn                        | 2 x 15               | a length and a note
vpn at 9 20m                      | 9 20m                | a range or a length
until 15 20m vpn                  | 15 20m               | a range or a length
from a quarter to 9 until 9:15    | quarter to 9 until 9:15 | a range or a length
half past 9 to 10:15 vpn          | half past 9 to 10:15 | a range or a length
toner 14,30 20m                   | 14,30 20m            | a range or a length
9h00 20m vpn                      | 9h00 20m             | can both be the time
9h 9h20 vpn                       | 9h 9h20              | can both be the time
8h00 8h30 vpn                     | 8h00 8h30            | can both be the time
called at 9:00 for 20 minutes     | 9:00 for 20 minutes  | a range or a length
called at 9 for 20m               | 9 for 20m            | a range or a length
20m this morning                  | this morning         | when the work was or the note
20m 5 minutes ago                 | 5 minutes ago        | when the work was or the note
1 hour 1/2 vpn                    | 1 hour 1/2           | one length or a length and a note
20m around 10:00                  | around 10:00         | when the work was or the note
20m before 10                     | before 10            | when the work was or the note
until 10 20m                      | until 10             | when the work was or the note
20m 10.00                         | 10.00                | when the work was or the note
20m on 30/10                      | on 30/10             | when the work was or the note
30/10/2025 20m                    | 30/10/2025           | when the work was or the note
20m 30th october                  | 30th october         | when the work was or the note
last friday evening 20m           | last friday evening  | when the work was or the note
20m mon                           | mon                  | when the work was or the note
9:00@yesterday 20m                | 9:00@yesterday       | two words
                                  |                | the duration is missing
printer jams                      |                | the duration is missing
fixed 3 printers                  | 3              | write 3m
9:00                              | 9:00           | write 9h
9:00 vpn                          | 9:00           | 9:00-9:20
4:01                              | 4:01           | write 4h1m
24:00                             | 24:00          | write 24h
9:00 15                           | 9:00           | beside '15'
9:00 vpn 20m                      | 9:00           | beside '20m'
1:30 20m                          | 1:30 20m       | write 20m @1:30, or 1h30m
1:00 1:30                         | 1:00 1:30      | write 1:00-1:30, or 1h
1h 30 printers                    | 1h 30          | write 1h 30m, or 1h, 30
9:00 1h 30 printers               | 9:00 1h 30     | write 1h 30m
15 outage of 2h                   | 15 outage of 2h | can both be the time
3 PCs 2h installed                | 3 PCs 2h       | can both be the time
15 waited 2h for parts            | 15 waited 2h   | can both be the time
15 2h                             | 15 2h          | can both be the time
15 2 m cable                      | 15 2 m         | can both be the time
15 replaced 2 m cable             | 15 replaced 2 m | can both be the time
9 20m                             | 9 20m          | can both be the time
15m 2h                            | 15m 2h         | can both be the time
30m 1h                            | 30m 1h         | can both be the time
replaced 2 m cable 1h             | 2 m cable 1h   | can both be the time
9-10                              | 9-10           | write 9:00-10:00, or 9m
9 - 10 floors                     | 9 - 10         | two numbers
9 to 10                           | 9 to 10        | two numbers
9 9:20                            | 9:20           | write @9:20
20m at 9:00                       | at 9:00        | write @9:00
20m at 9:00 vpn                   | at 9:00        | write @9:00
20m 9:00                          | 9:00           | write @9:00
9.30                              | 9.30           | does not say how long
1.5                               | 1.5            | write 1.5h for hours
1,5 vpn                           | 1,5            | write 1,5h for hours
0.75 vpn                          | 0.75           | write 0.75h for hours
1:30pm                            | 1:30pm         | does not say how long
vpn since 9:30                    | 9:30           | does not say how long
9:00-9:20 30m                     | 30m            | not the length of 9:00-9:20
30m 9:00-9:20                     | 30m            | not the length of 9:00-9:20
15 9:00-9:20                      | 15 9:00-9:20   | can both be the time
9:20-9:00                         | 9:20-9:00      | write the end by the 24-hour clock
11:30-1:00                        | 11:30-1:00     | 13h30m @11:30
9:00-9:00                         | 9:00-9:00      | same time
9:00-25:00                        | 9:00-25:00     | not a time of day
24:00-1:00                        | 24:00-1:00     | starts none
11am-1                            | 11am-1         | am or pm
13pm-14pm                         | 13pm-14pm      | from 1 to 12
2 days                            | 2 days         | no length
vpn 10m + 20m                     | 10m + 20m      | can be one length
vpn 9h - 10h                      | 9h - 10h       | can be one length
vpn 20m ago                       | 20m ago        | @-20m
vpn 15 20                         | 20             | write 20m
vpn 1 and 30                      | 30             | write 30m
vpn 20m at 9:00                   | at 9:00        | write @9:00
2 and a half                      | 2 and a        | write 2h30
1 1/2 h                           | 1 1/2 h        | can both be the time
1 30                              | 1 30           | can be one length
15 20                             | 15 20          | can be one length
10m + 20m                         | 10m + 20m      | can be one length
9h to 10h                         | 9h to 10h      | can be one length
2 h 1/2                           | 2 h 1/2        | can be one length
1h 2m 3                           | 1h 2m 3        | can be one length
1:30 and 20m                      | 1:30 and 20m   | can be one length
9:00-9:20 15                      | 9:00-9:20 15   | can be one length
1.30 h                            | 1.30 h         | can be 1h30 or 1h18m
20m ago                           | 20m ago        | @-20m
from 9h to 10h                    |                | the duration is missing
2.5 hours 10 minutes              | 2.5 hours 10 minutes | fraction
1h90m                             | 1h90m          | write 2h30m
1 h 90 m x                        | 1 h 90 m       | write 2h30m
1 hour 75                         | 1 hour 75      | more than 59
25 hours                          | 25 hours       | 24 hours
0 min x                           | 0 min          | no time at all
-15 x                             | -15            | negative
15 yesterday                      | yesterday      | write @yesterday
yesterday 15                      | yesterday      | write @yesterday
9:00-9:20 monday vpn              | monday         | write @monday
15 2026-03-10 vpn                 | 2026-03-10     | write @2026-03-10
15 @ 14:00                        | @ 14:00        | write @14:00
20m @9                            | @9             | neither a day nor a time
20m @13pm                         | @13pm          | from 1 to 12
9:00 20m @10:00                   | @10:00         | second time
9:00 20m @-5m                     | @-5m           | second time
9:00/9:20                         | 9:00/9:20      | does not say how long
9:00:00-9:20:00                   | 9:00:00-9:20:00 | does not say how long
9:00--9:20                        | 9:00--9:20     | does not say how long
9:00-9:20h                        | 9:00-9:20h     | does not say how long
(9:00-9:20) vpn                   | (9:00-9:20)    | does not say how long
15x                               | 15x            | does not say how long
8:30-12:30 13:30-15:00            | 13:30-15:00    | a line for each
9:00-9:20 and 10:00-10:20         | 10:00-10:20    | a line for each
9:00-9:20, 10:00-10:20            | 10:00-10:20    | a line for each
9:00 20m 10:00 20m                | 10:00 20m      | a line for each
from 9 to 10 minus 15             | from 9 to 10 minus 15 | shorter than
an hour less 10 minutes           | an hour less 10 | shorter than
1h 15' 30"                        | 1h 15' 30"     | can be one length
1h and 2 restarts                 | 1h and 2       | write 1h 2m
one and half an hour              | one and half an hour | can be one length
15:20-15:40                       | 15:20-15:40    | in the future
15:20 20m                         | 15:20          | in the future
"""

ITALIAN = """
rete per 20 minuti                | 20    | -     | rete
20m verso le 10 non andava        | 20    | -     | verso le 10 non andava
20m, ieri sera                    | 20    | -     | ieri sera
20m la sera                       | 20    | -     | la sera
15                                | 15    | -     |
15 stampante inceppata            | 15    | -     | stampante inceppata
15 2 stampanti inceppate          | 15    | -     | 2 stampanti inceppate
15 windows 11                     | 15    | -     | windows 11
15, 2 ore di attesa               | 15    | -     | 2 ore di attesa
15 - stampante                    | 15    | -     | - stampante
15 e riavvio                      | 15    | -     | e riavvio
15 richiamato 2 ore dopo          | 15    | -     | richiamato 2 ore dopo
15 caduto 2h fa e ripartito       | 15    | -     | caduto 2h fa e ripartito
15 un minuto di attesa            | 15    | -     | un minuto di attesa
15 fermo dalle 9:30               | 15    | -     | fermo dalle 9:30
15 9:30 treno in ritardo          | 15    | -     | 9:30 treno in ritardo
15 mezza giornata persa           | 15    | -     | mezza giornata persa
vpn ferma 15                      | 15    | -     | vpn ferma
sostituiti 2 dischi 15            | 15    | -     | sostituiti 2 dischi
3 stampanti 1h                    | 60    | -     | 3 stampanti
15m                               | 15    | -     |
15 m stampante                    | 15    | -     | stampante
15min                             | 15    | -     |
15 min                            | 15    | -     |
15 min. stampante                 | 15    | -     | stampante
20 minuti                         | 20    | -     |
20m e 2 riavvii                   | 20    | -     | e 2 riavvii
20 minuti router                  | 20    | -     | router
20minuti                          | 20    | -     |
1 minuto                          | 1     | -     |
un minuto                         | 1     | -     |
venti minuti router               | 20    | -     | router
quarantacinque minuti             | 45    | -     |
90'                               | 90    | -     |
15’ router                        | 15    | -     | router
45 sec                            | 0.75  | -     |
45 secondi                        | 0.75  | -     |
1 minuto e 30 secondi             | 1.5   | -     |
2 minuti e mezzo                  | 2.5   | -     |
1h                                | 60    | -     |
1 h                               | 60    | -     |
1 ora                             | 60    | -     |
1ora                              | 60    | -     |
un'ora                            | 60    | -     |
un’ora                            | 60    | -     |
un' ora                           | 60    | -     |
un ora                            | 60    | -     |
una ora                           | 60    | -     |
un'ora di formazione              | 60    | -     | di formazione
2 ore                             | 120   | -     |
2ore                              | 120   | -     |
2 Ore router                      | 120   | -     | router
8 ore                             | 480   | -     |
due ore                           | 120   | -     |
tre ore router                    | 180   | -     | router
1h30                              | 90    | -     |
1h30'                             | 90    | -     |
1h 30                             | 90    | -     |
1h 30m router                     | 90    | -     | router
1 h 30 m                          | 90    | -     |
1 h 30 min router                 | 90    | -     | router
1 h e 30                          | 90    | -     |
1h e mezza                        | 90    | -     |
1 ora 30                          | 90    | -     |
1 ora e 30                        | 90    | -     |
1 ora e 30 stampanti ferme        | 90    | -     | stampanti ferme
1 ora e 30 minuti                 | 90    | -     |
1 ora 30 minuti                   | 90    | -     |
1 ora, 30 minuti                  | 90    | -     |
1 ora e mezza                     | 90    | -     |
1 ora e mezzo                     | 90    | -     |
1ora e mezza router               | 90    | -     | router
un'ora e mezza                    | 90    | -     |
un'ora e mezza router             | 90    | -     | router
un'ora e un quarto                | 75    | -     |
un'ora e quarto                   | 75    | -     |
un'ora trenta                     | 90    | -     |
un'ora e dieci                    | 70    | -     |
due ore e venti                   | 140   | -     |
3/4 d'ora                         | 45    | -     |
un'ora e tre quarti               | 105   | -     |
un'ora e venti minuti             | 80    | -     |
due ore e mezza                   | 150   | -     |
2 ore e mezza router              | 150   | -     | router
2 ore e 5 secondi                 | 120.083333 | - |
mezz'ora                          | 30    | -     |
mezz’ora router                   | 30    | -     | router
mezzora                           | 30    | -     |
mezza ora                         | 30    | -     |
mezza                             | 30    | -     |
un quarto d'ora                   | 15    | -     |
quarto d'ora router               | 15    | -     | router
tre quarti d'ora                  | 45    | -     |
3 quarti d'ora                    | 45    | -     |
½ ora                             | 30    | -     |
1½ ore                            | 90    | -     |
1/2 ora                           | 30    | -     |
1,5 ore                           | 90    | -     |
1,5 ore router                    | 90    | -     | router
1.5 ore                           | 90    | -     |
1,5 h                             | 90    | -     |
1,5h                              | 90    | -     |
0,25 ore                          | 15    | -     |
,5 ore                            | 30    | -     |
1:30                              | 90    | -     |
1:30 2 stampanti                  | 90    | -     | 2 stampanti
1:30 ore                          | 90    | -     |
9:15 ore                          | 555   | -     |
4:00                              | 240   | -     |
0:12:04                           | 12.066667 | - |
1h, 30 pagine                     | 60    | -     | 30 pagine
15m 2h di fermo                   | 15    | -     | 2h di fermo
2 ore di router, fermo 30m        | 120   | -     | di router, fermo 30m
router 20 minuti                  | 20    | -     | router
router mezz'ora                   | 30    | -     | router
9:00-9:20                         | 20    | 09:00 |
9-9:20                            | 20    | 09:00 |
9:00 - 9:20                       | 20    | 09:00 |
9:00 – 9:20 router                | 20    | 09:00 | router
9:00—9:20                         | 20    | 09:00 |
9:00 9:20                         | 20    | 09:00 |
9.00-9.20                         | 20    | 09:00 |
9-9.20                            | 20    | 09:00 |
9.00 - 9.20 router                | 20    | 09:00 | router
9.30 9.50                         | 20    | 09:30 |
9:00 alle 9:20                    | 20    | 09:00 |
9 alle 9:20                       | 20    | 09:00 |
9:00 a 9:20                       | 20    | 09:00 |
9:00 fino alle 9:20 router        | 20    | 09:00 | router
dalle 9 alle 9:20                 | 20    | 09:00 |
dalle 9 alle 9.20                 | 20    | 09:00 |
dalle 9.00 alle 9.20 router       | 20    | 09:00 | router
dalle 9:00 alle 9:20 router       | 20    | 09:00 | router
Dalle 9 Alle 10                   | 60    | 09:00 |
dalle 9 alle 10                   | 60    | 09:00 |
dalle 9 alle 10 router            | 60    | 09:00 | router
dalle 9 alle 12 formazione        | 180   | 09:00 | formazione
dalle 9 a mezzogiorno             | 180   | 09:00 |
dalle 9 alle 9 e mezza            | 30    | 09:00 |
dalle 9 e mezza alle 10           | 30    | 09:30 |
dalle 9 e un quarto alle 10       | 45    | 09:15 |
dalle 9 e 20 alle 10              | 40    | 09:20 |
dalle 9 alle 9 e 20               | 20    | 09:00 |
dalle ore 9:00 alle ore 9:20      | 20    | 09:00 |
ore 9 - ore 9:20                  | 20    | 09:00 |
h 9:00 - h 9:20                   | 20    | 09:00 |
dalle h 9 alle h 9.20             | 20    | 09:00 |
ore 9:00-9:20                     | 20    | 09:00 |
ore 9-10 router                   | 60    | 09:00 | router
dall'1 alle 2                     | 60    | 01:00 |
dalle 9-10                        | 60    | 09:00 |
tra le 9 e le 10                  | 60    | 09:00 |
tra le 9:00 e le 9:20 router      | 20    | 09:00 | router
fra le 9 e le 10                  | 60    | 09:00 |
dalle 23:50 alle 0:10             | 20    | 23:50 |
dalle 23 a mezzanotte             | 60    | 23:00 |
23:50-0:10                        | 20    | 23:50 |
23:00-24:00                       | 60    | 23:00 |
9:00-9:20 20m                     | 20    | 09:00 |
9:00-9:20 20 minuti router        | 20    | 09:00 | router
20 minuti 9:00-9:20               | 20    | 09:00 |
20 9:00-9:20                      | 20    | 09:00 |
9:00-9:20 15 stampanti            | 20    | 09:00 | 15 stampanti
router fermo 9:00-9:20            | 20    | 09:00 | router fermo
router dalle 9 alle 10            | 60    | 09:00 | router
9:00 20m                          | 20    | 09:00 |
9:00 20 minuti router             | 20    | 09:00 | router
9:00 un'ora e mezza router        | 90    | 09:00 | router
9:00 mezz'ora                     | 30    | 09:00 |
9.30 20m                          | 20    | 09:30 |
alle 9:00 20m router              | 20    | 09:00 | router
dalle 9:00 per 20 minuti router   | 20    | 09:00 | router
dalle 9 20m                       | 20    | 09:00 |
alle 9:00 per mezz'ora            | 30    | 09:00 |
alle 9 20m                        | 20    | 09:00 |
alle ore 9:00 20 minuti           | 20    | 09:00 |
9:00 20m @ieri                    | 20    | 09:00 |
20m @14:00                        | 20    | 14:00 |
20m @14.00 router                 | 20    | 14:00 | router
１５ router                         | 15    | -     | router
１，５ ore                           | 90    | -     |
9:00 - 9:20, router             | 20    | 09:00 | router
"""

ITALIAN_REFUSED = """
2/3 ore rete                      | 2/3 ore              | da 2 a 3
4/5 h rete                        | 4/5 h                | da 4 a 5
rete alle 9 20m                   | 9 20m                | un intervallo o una durata
finito alle 15 20m rete           | 15 20m               | un intervallo o una durata
chiamato alle 9 per 20 minuti     | 9 per 20 minuti      | un intervallo o una durata
stamattina 20m                    | stamattina           | quando è stato il lavoro
20m 5 minuti fa                   | 5 minuti fa          | quando è stato il lavoro
1 ora 1/2 rete                    | 1 ora 1/2            | una durata
20m verso le 10                   | verso le 10          | quando è stato il lavoro
fino alle 10 20m                  | fino alle 10         | quando è stato il lavoro
20m prima delle 10:30             | prima delle 10:30    | quando è stato il lavoro
il 30/10 20m                      | il 30/10             | quando è stato il lavoro
20m del 30.10.2025                | del 30.10.2025       | quando è stato il lavoro
20m 30 ottobre                    | 30 ottobre           | quando è stato il lavoro
ieri sera 20m                     | ieri sera            | quando è stato il lavoro
20m l'altro ieri                  | l'altro ieri         | quando è stato il lavoro
lun 20m                           | lun                  | quando è stato il lavoro
                                  |                | manca la durata
stampante inceppata               |                | manca la durata
mezza giornata                    |                | manca la durata
dalle nove alle dieci             |                | manca la durata
dalle due alle 3:30               | 3:30           | 1h30
riparate 3 stampanti              | 3              | 3m
9:00                              | 9:00           | 9h
9:00 router                       | 9:00           | 9:00-9:20
24:00                             | 24:00          | 24h
9:00 15                           | 9:00           | '15'
9:00 router 20 minuti             | 9:00           | '20 minuti'
1:30 20m                          | 1:30 20m       | 20m @1:30
1:00 1:30                         | 1:00 1:30      | 1:00-1:30
1h 30 stampanti                   | 1h 30          | 1h 30m
1 ora 30 stampanti                | 1 ora 30       | 1 ora 30m
15 fermo di 2h                    | 15 fermo di 2h | 2h
3 PC 2h montati                   | 3 PC 2h        | 2h
15 2 ore                          | 15 2 ore       | 2 ore
15 mezza                          | 15 mezza       | mezza
3 stampanti un'ora                | 3 stampanti un'ora | un'ora
3 stampanti dalle 9 alle 10       | 3 stampanti dalle 9 alle 10 | dalle 9 alle 10
15 posati 2 m di cavo             | 15 posati 2 m  | 2 m
posati 2 m di cavo 1h             | 2 m di cavo 1h | 2 m
15m 2 ore                         | 15m 2 ore      | 2 ore
9-10                              | 9-10           | 9:00-10:00
9 - 10 piani                      | 9 - 10         | 9m
9 alle 10                         | 9 alle 10      | 9:00-10:00
15 a 20 utenti                    | 15 a 20        | 15m
10 9:20                           | 9:20           | @9:20
20m alle 9:00                     | alle 9:00      | @9:00
20m alle 9:00 router              | alle 9:00      | @9:00
20 minuti dalle 9:00              | dalle 9:00     | @9:00
15 ore 9:30                       | 9:30           | @9:30
9.30                              | 9.30           | 1h30
1,5                               | 1,5            | scrivi 1,5h per le ore
alle 9:00                         | 9:00           | 1h30
router fermo dalle 9:30           | 9:30           | 1h30
9:00-9:20 mezz'ora                | mezz'ora       | 9:00-9:20
30m 9:00-9:20                     | 30m            | 9:00-9:20
9:20-9:00                         | 9:20-9:00      | 23h40m @9:20
dalle 11:30 all'1:00              | dalle 11:30 all'1:00 | 13h30m @11:30
dalle 9 alle 25                   | dalle 9 alle 25 | 25:00
20m e mezza giornata persa        | 20m e mezza    | 1h30
mezza ora e 5 minuti              | mezza ora e 5 minuti | 1h30
1,30 ore                          | 1,30 ore       | 1h18m
20m fa                            | 20m fa         | @-20m
dalle 9 alle 10 e 30 stampanti    | dalle 9 alle 10 e 30 | 1h30
1:30 e mezza                      | 1:30 e mezza   | 1h30
dalle 9 alle 10 meno un quarto    | dalle 9 alle 10 meno un quarto | più corto
un'ora meno 10                    | un'ora meno 10 | più corto
1 ora e 2 riavvii                 | 1 ora e 2      | 1 ora 2m
una e mezza                       | una e mezza    | 1h30
dalle 8 alle 12 e dalle 13 alle 15 | dalle 13 alle 15 | una riga per ciascuno
9.00-9.20 poi 10.00-10.20         | 10.00-10.20    | una riga per ciascuno
9h00-9h20                         | 9h00-9h20      | non dice quanto
2 giorni                          | 2 giorni       | 8h
2 e 30                            | 2 e 30         | 2h30
2 e mezza                         | 2 e mezza      | 2h30
1 ora e 75                        | 1 ora e 75     | 2h15m
25 ore                            | 25 ore         | 24
0 minuti                          | 0 minuti       | 1s
1h90m                             | 1h90m          | 2h30m
-15 router                        | -15            | 15
15 ieri                           | ieri           | @ieri
dalle 14 alle 15 di ieri          | ieri           | @ieri
ieri dalle 14 alle 15             | ieri           | @ieri
15 lunedì router                  | lunedì         | @lunedì
15 @ 14:00                        | @ 14:00        | @14:00
9:00 20m @10:00                   | @10:00         | 9:00
20m @doman                        | @doman         | @14:00
15:20-15:40                       | 15:20-15:40    | 15:40
dalle 15:20 alle 15:40            | dalle 15:20 alle 15:40 | 15:40
"""


def rows(table: str) -> list[tuple[str, ...]]:
    """The rows of a table, each cell without the blanks around it."""
    return [tuple(cell.strip(" ") for cell in line.split("|")) for line in table.splitlines() if line.strip()]

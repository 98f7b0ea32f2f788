/**
 * The 530 settings as cctbx lists them: generated from cctbx's own answers, not checked against the printed table (International
 * Tables B, A1.4.2.7; Hall & Grosse-Kunstleve 2001). One line for each number:
 * `number| symbol[:extension] = Hall symbol [@ change of basis] | …`. The operator after @ takes coordinates of the setting to
 * those of the reference setting, which has none: unique axis b and cell choice 1, origin choice 2, hexagonal axes. Of the
 * operators that do, it is the one cctbx takes, so that asymmetric units are the same.
 */
export const settingsText = `1| P 1 = P 1
2| P -1 = -P 1
3| P 1 2 1 = P 2y | P 1 1 2 = P 2 @ y,z,x | P 2 1 1 = P 2x @ z,x,y
4| P 1 21 1 = P 2yb | P 1 1 21 = P 2c @ y,z,x | P 21 1 1 = P 2xa @ z,x,y
5| C 1 2 1 = C 2y | A 1 2 1 = A 2y @ -z,y,x | I 1 2 1 = I 2y @ x,y,x+z | A 1 1 2 = A 2 @ y,z,x | B 1 1 2 = B 2 @ -x,z,y | I 1 1 2 = I 2 @ y,z,x+y | B 2 1 1 = B 2x @ z,x,y | C 2 1 1 = C 2x @ -y,x,z | I 2 1 1 = I 2x @ z,x,y+z
6| P 1 m 1 = P -2y | P 1 1 m = P -2 @ y,z,x | P m 1 1 = P -2x @ z,x,y
7| P 1 c 1 = P -2yc | P 1 n 1 = P -2yac @ x+z,y,z | P 1 a 1 = P -2ya @ -z,y,x | P 1 1 a = P -2a @ y,z,x | P 1 1 n = P -2ab @ x+y,z,x | P 1 1 b = P -2b @ -x,z,y | P b 1 1 = P -2xb @ z,x,y | P n 1 1 = P -2xbc @ y+z,x,y | P c 1 1 = P -2xc @ -y,x,z
8| C 1 m 1 = C -2y | A 1 m 1 = A -2y @ -z,y,x | I 1 m 1 = I -2y @ x,y,x+z | A 1 1 m = A -2 @ y,z,x | B 1 1 m = B -2 @ -x,z,y | I 1 1 m = I -2 @ y,z,x+y | B m 1 1 = B -2x @ z,x,y | C m 1 1 = C -2x @ -y,x,z | I m 1 1 = I -2x @ z,x,y+z
9| C 1 c 1 = C -2yc | A 1 n 1 = A -2yab @ x-z,y,x | I 1 a 1 = I -2ya @ -z,y,x+z | A 1 a 1 = A -2ya @ -z,y,x | C 1 n 1 = C -2yac @ x-1/4,y-1/4,z | I 1 c 1 = I -2yc @ x,y,x+z | A 1 1 a = A -2a @ y,z,x | B 1 1 n = B -2ab @ -x+y,z,y | I 1 1 b = I -2b @ -x,z,x+y | B 1 1 b = B -2b @ -x,z,y | A 1 1 n = A -2ab @ x+y,z,x | I 1 1 a = I -2a @ y,z,x+y | B b 1 1 = B -2xb @ z,x,y | C n 1 1 = C -2xac @ -y+z,x,z | I c 1 1 = I -2xc @ -y,x,y+z | C c 1 1 = C -2xc @ -y,x,z | B n 1 1 = B -2xab @ y+z,x,y | I b 1 1 = I -2xb @ z,x,y+z
10| P 1 2/m 1 = -P 2y | P 1 1 2/m = -P 2 @ y,z,x | P 2/m 1 1 = -P 2x @ z,x,y
11| P 1 21/m 1 = -P 2yb | P 1 1 21/m = -P 2c @ y,z,x | P 21/m 1 1 = -P 2xa @ z,x,y
12| C 1 2/m 1 = -C 2y | A 1 2/m 1 = -A 2y @ -z,y,x | I 1 2/m 1 = -I 2y @ x,y,x+z | A 1 1 2/m = -A 2 @ y,z,x | B 1 1 2/m = -B 2 @ -x,z,y | I 1 1 2/m = -I 2 @ y,z,x+y | B 2/m 1 1 = -B 2x @ z,x,y | C 2/m 1 1 = -C 2x @ -y,x,z | I 2/m 1 1 = -I 2x @ z,x,y+z
13| P 1 2/c 1 = -P 2yc | P 1 2/n 1 = -P 2yac @ x+z,y,z | P 1 2/a 1 = -P 2ya @ -z,y,x | P 1 1 2/a = -P 2a @ y,z,x | P 1 1 2/n = -P 2ab @ x+y,z,x | P 1 1 2/b = -P 2b @ -x,z,y | P 2/b 1 1 = -P 2xb @ z,x,y | P 2/n 1 1 = -P 2xbc @ y+z,x,y | P 2/c 1 1 = -P 2xc @ -y,x,z
14| P 1 21/c 1 = -P 2ybc | P 1 21/n 1 = -P 2yn @ x+z,y,z | P 1 21/a 1 = -P 2yab @ -z,y,x | P 1 1 21/a = -P 2ac @ y,z,x | P 1 1 21/n = -P 2n @ x+y,z,x | P 1 1 21/b = -P 2bc @ -x,z,y | P 21/b 1 1 = -P 2xab @ z,x,y | P 21/n 1 1 = -P 2xn @ y+z,x,y | P 21/c 1 1 = -P 2xac @ -y,x,z
15| C 1 2/c 1 = -C 2yc | A 1 2/n 1 = -A 2yab @ x-z,y,x | I 1 2/a 1 = -I 2ya @ -z,y,x+z | A 1 2/a 1 = -A 2ya @ -z,y,x | C 1 2/n 1 = -C 2yac @ x-1/4,y+1/4,z | I 1 2/c 1 = -I 2yc @ x,y,x+z | A 1 1 2/a = -A 2a @ y,z,x | B 1 1 2/n = -B 2ab @ -x+y,z,y | I 1 1 2/b = -I 2b @ -x,z,x+y | B 1 1 2/b = -B 2b @ -x,z,y | A 1 1 2/n = -A 2ab @ x+y,z,x | I 1 1 2/a = -I 2a @ y,z,x+y | B 2/b 1 1 = -B 2xb @ z,x,y | C 2/n 1 1 = -C 2xac @ -y+z,x,z | I 2/c 1 1 = -I 2xc @ -y,x,y+z | C 2/c 1 1 = -C 2xc @ -y,x,z | B 2/n 1 1 = -B 2xab @ y+z,x,y | I 2/b 1 1 = -I 2xb @ z,x,y+z
16| P 2 2 2 = P 2 2
17| P 2 2 21 = P 2c 2 | P 21 2 2 = P 2a 2a @ y,z,x | P 2 21 2 = P 2 2b @ z,x,y
18| P 21 21 2 = P 2 2ab | P 2 21 21 = P 2bc 2 @ y,z,x | P 21 2 21 = P 2ac 2ac @ z,x,y
19| P 21 21 21 = P 2ac 2ab
20| C 2 2 21 = C 2c 2 | A 21 2 2 = A 2a 2a @ y,z,x | B 2 21 2 = B 2 2b @ z,x,y
21| C 2 2 2 = C 2 2 | A 2 2 2 = A 2 2 @ y,z,x | B 2 2 2 = B 2 2 @ z,x,y
22| F 2 2 2 = F 2 2
23| I 2 2 2 = I 2 2
24| I 21 21 21 = I 2b 2c
25| P m m 2 = P 2 -2 | P 2 m m = P -2 2 @ y,z,x | P m 2 m = P -2 -2 @ z,x,y
26| P m c 21 = P 2c -2 | P c m 21 = P 2c -2c @ -y,x,z | P 21 m a = P -2a 2a @ y,z,x | P 21 a m = P -2 2a @ -z,y,x | P b 21 m = P -2 -2b @ z,x,y | P m 21 b = P -2b -2 @ -x,z,y
27| P c c 2 = P 2 -2c | P 2 a a = P -2a 2 @ y,z,x | P b 2 b = P -2b -2b @ z,x,y
28| P m a 2 = P 2 -2a | P b m 2 = P 2 -2b @ -y,x,z | P 2 m b = P -2b 2 @ y,z,x | P 2 c m = P -2c 2 @ -z,y,x | P c 2 m = P -2c -2c @ z,x,y | P m 2 a = P -2a -2a @ -x,z,y
29| P c a 21 = P 2c -2ac | P b c 21 = P 2c -2b @ -y,x,z | P 21 a b = P -2b 2a @ y,z,x | P 21 c a = P -2ac 2a @ -z,y,x | P c 21 b = P -2bc -2c @ z,x,y | P b 21 a = P -2a -2ab @ -x,z,y
30| P n c 2 = P 2 -2bc | P c n 2 = P 2 -2ac @ -y,x,z | P 2 n a = P -2ac 2 @ y,z,x | P 2 a n = P -2ab 2 @ -z,y,x | P b 2 n = P -2ab -2ab @ z,x,y | P n 2 b = P -2bc -2bc @ -x,z,y
31| P m n 21 = P 2ac -2 | P n m 21 = P 2bc -2bc @ -y,x,z | P 21 m n = P -2ab 2ab @ y,z,x | P 21 n m = P -2 2ac @ -z,y,x | P n 21 m = P -2 -2bc @ z,x,y | P m 21 n = P -2ab -2 @ -x,z,y
32| P b a 2 = P 2 -2ab | P 2 c b = P -2bc 2 @ y,z,x | P c 2 a = P -2ac -2ac @ z,x,y
33| P n a 21 = P 2c -2n | P b n 21 = P 2c -2ab @ -y,x,z | P 21 n b = P -2bc 2a @ y,z,x | P 21 c n = P -2n 2a @ -z,y,x | P c 21 n = P -2n -2ac @ z,x,y | P n 21 a = P -2ac -2n @ -x,z,y
34| P n n 2 = P 2 -2n | P 2 n n = P -2n 2 @ y,z,x | P n 2 n = P -2n -2n @ z,x,y
35| C m m 2 = C 2 -2 | A 2 m m = A -2 2 @ y,z,x | B m 2 m = B -2 -2 @ z,x,y
36| C m c 21 = C 2c -2 | C c m 21 = C 2c -2c @ -y,x,z | A 21 m a = A -2a 2a @ y,z,x | A 21 a m = A -2 2a @ -z,y,x | B b 21 m = B -2 -2b @ z,x,y | B m 21 b = B -2b -2 @ -x,z,y
37| C c c 2 = C 2 -2c | A 2 a a = A -2a 2 @ y,z,x | B b 2 b = B -2b -2b @ z,x,y
38| A m m 2 = A 2 -2 | B m m 2 = B 2 -2 @ -y,x,z | B 2 m m = B -2 2 @ y,z,x | C 2 m m = C -2 2 @ -z,y,x | C m 2 m = C -2 -2 @ z,x,y | A m 2 m = A -2 -2 @ -x,z,y
39| A b m 2 = A 2 -2b | B m a 2 = B 2 -2a @ -y,x,z | B 2 c m = B -2a 2 @ y,z,x | C 2 m b = C -2a 2 @ -z,y,x | C m 2 a = C -2a -2a @ z,x,y | A c 2 m = A -2b -2b @ -x,z,y
40| A m a 2 = A 2 -2a | B b m 2 = B 2 -2b @ -y,x,z | B 2 m b = B -2b 2 @ y,z,x | C 2 c m = C -2c 2 @ -z,y,x | C c 2 m = C -2c -2c @ z,x,y | A m 2 a = A -2a -2a @ -x,z,y
41| A b a 2 = A 2 -2ab | B b a 2 = B 2 -2ab @ -y,x,z | B 2 c b = B -2ab 2 @ y,z,x | C 2 c b = C -2ac 2 @ -z,y,x | C c 2 a = C -2ac -2ac @ z,x,y | A c 2 a = A -2ab -2ab @ -x,z,y
42| F m m 2 = F 2 -2 | F 2 m m = F -2 2 @ y,z,x | F m 2 m = F -2 -2 @ z,x,y
43| F d d 2 = F 2 -2d | F 2 d d = F -2d 2 @ y,z,x | F d 2 d = F -2d -2d @ z,x,y
44| I m m 2 = I 2 -2 | I 2 m m = I -2 2 @ y,z,x | I m 2 m = I -2 -2 @ z,x,y
45| I b a 2 = I 2 -2c | I 2 c b = I -2a 2 @ y,z,x | I c 2 a = I -2b -2b @ z,x,y
46| I m a 2 = I 2 -2a | I b m 2 = I 2 -2b @ -y,x,z | I 2 m b = I -2b 2 @ y,z,x | I 2 c m = I -2c 2 @ -z,y,x | I c 2 m = I -2c -2c @ z,x,y | I m 2 a = I -2a -2a @ -x,z,y
47| P m m m = -P 2 2
48| P n n n:1 = P 2 2 -1n @ x+1/4,y+1/4,z+1/4 | P n n n:2 = -P 2ab 2bc
49| P c c m = -P 2 2c | P m a a = -P 2a 2 @ y,z,x | P b m b = -P 2b 2b @ z,x,y
50| P b a n:1 = P 2 2 -1ab @ x+1/4,y+1/4,z | P b a n:2 = -P 2ab 2b | P n c b:1 = P 2 2 -1bc @ y+1/4,z+1/4,x | P n c b:2 = -P 2b 2bc @ y,z,x | P c n a:1 = P 2 2 -1ac @ z+1/4,x+1/4,y | P c n a:2 = -P 2a 2c @ z,x,y
51| P m m a = -P 2a 2a | P m m b = -P 2b 2 @ -y,x,z | P b m m = -P 2 2b @ y,z,x | P c m m = -P 2c 2c @ -z,y,x | P m c m = -P 2c 2 @ z,x,y | P m a m = -P 2 2a @ -x,z,y
52| P n n a = -P 2a 2bc | P n n b = -P 2b 2n @ -y,x,z | P b n n = -P 2n 2b @ y,z,x | P c n n = -P 2ab 2c @ -z,y,x | P n c n = -P 2ab 2n @ z,x,y | P n a n = -P 2n 2bc @ -x,z,y
53| P m n a = -P 2ac 2 | P n m b = -P 2bc 2bc @ -y,x,z | P b m n = -P 2ab 2ab @ y,z,x | P c n m = -P 2 2ac @ -z,y,x | P n c m = -P 2 2bc @ z,x,y | P m a n = -P 2ab 2 @ -x,z,y
54| P c c a = -P 2a 2ac | P c c b = -P 2b 2c @ -y,x,z | P b a a = -P 2a 2b @ y,z,x | P c a a = -P 2ac 2c @ -z,y,x | P b c b = -P 2bc 2b @ z,x,y | P b a b = -P 2b 2ab @ -x,z,y
55| P b a m = -P 2 2ab | P m c b = -P 2bc 2 @ y,z,x | P c m a = -P 2ac 2ac @ z,x,y
56| P c c n = -P 2ab 2ac | P n a a = -P 2ac 2bc @ y,z,x | P b n b = -P 2bc 2ab @ z,x,y
57| P b c m = -P 2c 2b | P c a m = -P 2c 2ac @ -y,x,z | P m c a = -P 2ac 2a @ y,z,x | P m a b = -P 2b 2a @ -z,y,x | P b m a = -P 2a 2ab @ z,x,y | P c m b = -P 2bc 2c @ -x,z,y
58| P n n m = -P 2 2n | P m n n = -P 2n 2 @ y,z,x | P n m n = -P 2n 2n @ z,x,y
59| P m m n:1 = P 2 2ab -1ab @ x+1/4,y+1/4,z | P m m n:2 = -P 2ab 2a | P n m m:1 = P 2bc 2 -1bc @ y+1/4,z+1/4,x | P n m m:2 = -P 2c 2bc @ y,z,x | P m n m:1 = P 2ac 2ac -1ac @ z+1/4,x+1/4,y | P m n m:2 = -P 2c 2a @ z,x,y
60| P b c n = -P 2n 2ab | P c a n = -P 2n 2c @ -y,x,z | P n c a = -P 2a 2n @ y,z,x | P n a b = -P 2bc 2n @ -z,y,x | P b n a = -P 2ac 2b @ z,x,y | P c n b = -P 2b 2ac @ -x,z,y
61| P b c a = -P 2ac 2ab | P c a b = -P 2bc 2ac @ -z,y,x
62| P n m a = -P 2ac 2n | P m n b = -P 2bc 2a @ -y,x,z | P b n m = -P 2c 2ab @ y,z,x | P c m n = -P 2n 2ac @ -z,y,x | P m c n = -P 2n 2a @ z,x,y | P n a m = -P 2c 2n @ -x,z,y
63| C m c m = -C 2c 2 | C c m m = -C 2c 2c @ -y,x,z | A m m a = -A 2a 2a @ y,z,x | A m a m = -A 2 2a @ -z,y,x | B b m m = -B 2 2b @ z,x,y | B m m b = -B 2b 2 @ -x,z,y
64| C m c a = -C 2ac 2 | C c m b = -C 2ac 2ac @ -y,x,z | A b m a = -A 2ab 2ab @ y,z,x | A c a m = -A 2 2ab @ -z,y,x | B b c m = -B 2 2ab @ z,x,y | B m a b = -B 2ab 2 @ -x,z,y
65| C m m m = -C 2 2 | A m m m = -A 2 2 @ y,z,x | B m m m = -B 2 2 @ z,x,y
66| C c c m = -C 2 2c | A m a a = -A 2a 2 @ y,z,x | B b m b = -B 2b 2b @ z,x,y
67| C m m a = -C 2a 2 | C m m b = -C 2a 2a @ x-1/4,y-1/4,z | A b m m = -A 2b 2b @ y,z,x | A c m m = -A 2 2b @ -z,y,x | B m c m = -B 2 2a @ z,x,y | B m a m = -B 2a 2 @ -x,z,y
68| C c c a:1 = C 2 2 -1ac @ x+1/2,y+1/4,z-1/4 | C c c a:2 = -C 2a 2ac | C c c b:1 = C 2 2 -1ac @ x+1/2,y+1/4,z-1/4 | C c c b:2 = -C 2a 2c @ x+1/4,y+1/4,z | A b a a:1 = A 2 2 -1ab @ y+1/2,z+1/4,x-1/4 | A b a a:2 = -A 2a 2b @ y,z,x | A c a a:1 = A 2 2 -1ab @ y+1/2,z+1/4,x-1/4 | A c a a:2 = -A 2ab 2b @ -z,y,x | B b c b:1 = B 2 2 -1ab @ z+1/2,x+1/4,y-1/4 | B b c b:2 = -B 2ab 2b @ z,x,y | B b a b:1 = B 2 2 -1ab @ z+1/2,x+1/4,y-1/4 | B b a b:2 = -B 2b 2ab @ -x,z,y
69| F m m m = -F 2 2
70| F d d d:1 = F 2 2 -1d @ x-1/8,y-1/8,z-1/8 | F d d d:2 = -F 2uv 2vw
71| I m m m = -I 2 2
72| I b a m = -I 2 2c | I m c b = -I 2a 2 @ y,z,x | I c m a = -I 2b 2b @ z,x,y
73| I b c a = -I 2b 2c | I c a b = -I 2a 2b @ x-1/4,y+1/4,z-1/4
74| I m m a = -I 2b 2 | I m m b = -I 2a 2a @ x-1/4,y+1/4,z-1/4 | I b m m = -I 2c 2c @ y,z,x | I c m m = -I 2 2b @ -z,y,x | I m c m = -I 2 2a @ z,x,y | I m a m = -I 2c 2 @ -x,z,y
75| P 4 = P 4
76| P 41 = P 4w
77| P 42 = P 4c
78| P 43 = P 4cw
79| I 4 = I 4
80| I 41 = I 4bw
81| P -4 = P -4
82| I -4 = I -4
83| P 4/m = -P 4
84| P 42/m = -P 4c
85| P 4/n:1 = P 4ab -1ab @ x+1/4,y-1/4,z | P 4/n:2 = -P 4a
86| P 42/n:1 = P 4n -1n @ x-1/4,y-1/4,z-1/4 | P 42/n:2 = -P 4bc
87| I 4/m = -I 4
88| I 41/a:1 = I 4bw -1bw @ x,y-1/4,z-1/8 | I 41/a:2 = -I 4ad
89| P 4 2 2 = P 4 2
90| P 4 21 2 = P 4ab 2ab
91| P 41 2 2 = P 4w 2c
92| P 41 21 2 = P 4abw 2nw
93| P 42 2 2 = P 4c 2
94| P 42 21 2 = P 4n 2n
95| P 43 2 2 = P 4cw 2c
96| P 43 21 2 = P 4nw 2abw
97| I 4 2 2 = I 4 2
98| I 41 2 2 = I 4bw 2bw
99| P 4 m m = P 4 -2
100| P 4 b m = P 4 -2ab
101| P 42 c m = P 4c -2c
102| P 42 n m = P 4n -2n
103| P 4 c c = P 4 -2c
104| P 4 n c = P 4 -2n
105| P 42 m c = P 4c -2
106| P 42 b c = P 4c -2ab
107| I 4 m m = I 4 -2
108| I 4 c m = I 4 -2c
109| I 41 m d = I 4bw -2
110| I 41 c d = I 4bw -2c
111| P -4 2 m = P -4 2
112| P -4 2 c = P -4 2c
113| P -4 21 m = P -4 2ab
114| P -4 21 c = P -4 2n
115| P -4 m 2 = P -4 -2
116| P -4 c 2 = P -4 -2c
117| P -4 b 2 = P -4 -2ab
118| P -4 n 2 = P -4 -2n
119| I -4 m 2 = I -4 -2
120| I -4 c 2 = I -4 -2c
121| I -4 2 m = I -4 2
122| I -4 2 d = I -4 2bw
123| P 4/m m m = -P 4 2
124| P 4/m c c = -P 4 2c
125| P 4/n b m:1 = P 4 2 -1ab @ x+1/4,y+1/4,z | P 4/n b m:2 = -P 4a 2b
126| P 4/n n c:1 = P 4 2 -1n @ x+1/4,y+1/4,z+1/4 | P 4/n n c:2 = -P 4a 2bc
127| P 4/m b m = -P 4 2ab
128| P 4/m n c = -P 4 2n
129| P 4/n m m:1 = P 4ab 2ab -1ab @ x+1/4,y-1/4,z | P 4/n m m:2 = -P 4a 2a
130| P 4/n c c:1 = P 4ab 2n -1ab @ x+1/4,y-1/4,z | P 4/n c c:2 = -P 4a 2ac
131| P 42/m m c = -P 4c 2
132| P 42/m c m = -P 4c 2c
133| P 42/n b c:1 = P 4n 2c -1n @ x+1/4,y-1/4,z-1/4 | P 42/n b c:2 = -P 4ac 2b
134| P 42/n n m:1 = P 4n 2 -1n @ x+1/4,y-1/4,z+1/4 | P 42/n n m:2 = -P 4ac 2bc
135| P 42/m b c = -P 4c 2ab
136| P 42/m n m = -P 4n 2n
137| P 42/n m c:1 = P 4n 2n -1n @ x+1/4,y-1/4,z-1/4 | P 42/n m c:2 = -P 4ac 2a
138| P 42/n c m:1 = P 4n 2ab -1n @ x+1/4,y-1/4,z+1/4 | P 42/n c m:2 = -P 4ac 2ac
139| I 4/m m m = -I 4 2
140| I 4/m c m = -I 4 2c
141| I 41/a m d:1 = I 4bw 2bw -1bw @ x+1/2,y-1/4,z-1/8 | I 41/a m d:2 = -I 4bd 2
142| I 41/a c d:1 = I 4bw 2aw -1bw @ x+1/2,y-1/4,z+3/8 | I 41/a c d:2 = -I 4bd 2c
143| P 3 = P 3
144| P 31 = P 31
145| P 32 = P 32
146| R 3:H = R 3 | R 3:R = P 3* @ -1/3*x+2/3*y-1/3*z,-2/3*x+1/3*y+1/3*z,1/3*x+1/3*y+1/3*z
147| P -3 = -P 3
148| R -3:H = -R 3 | R -3:R = -P 3* @ -1/3*x+2/3*y-1/3*z,-2/3*x+1/3*y+1/3*z,1/3*x+1/3*y+1/3*z
149| P 3 1 2 = P 3 2
150| P 3 2 1 = P 3 2"
151| P 31 1 2 = P 31 2 (0 0 4)
152| P 31 2 1 = P 31 2"
153| P 32 1 2 = P 32 2 (0 0 2)
154| P 32 2 1 = P 32 2"
155| R 3 2:H = R 3 2" | R 3 2:R = P 3* 2 @ -1/3*x+2/3*y-1/3*z,-2/3*x+1/3*y+1/3*z,1/3*x+1/3*y+1/3*z
156| P 3 m 1 = P 3 -2"
157| P 3 1 m = P 3 -2
158| P 3 c 1 = P 3 -2"c
159| P 3 1 c = P 3 -2c
160| R 3 m:H = R 3 -2" | R 3 m:R = P 3* -2 @ -1/3*x+2/3*y-1/3*z,-2/3*x+1/3*y+1/3*z,1/3*x+1/3*y+1/3*z
161| R 3 c:H = R 3 -2"c | R 3 c:R = P 3* -2n @ -1/3*x+2/3*y-1/3*z,-2/3*x+1/3*y+1/3*z,1/3*x+1/3*y+1/3*z
162| P -3 1 m = -P 3 2
163| P -3 1 c = -P 3 2c
164| P -3 m 1 = -P 3 2"
165| P -3 c 1 = -P 3 2"c
166| R -3 m:H = -R 3 2" | R -3 m:R = -P 3* 2 @ -1/3*x+2/3*y-1/3*z,-2/3*x+1/3*y+1/3*z,1/3*x+1/3*y+1/3*z
167| R -3 c:H = -R 3 2"c | R -3 c:R = -P 3* 2n @ -1/3*x+2/3*y-1/3*z,-2/3*x+1/3*y+1/3*z,1/3*x+1/3*y+1/3*z
168| P 6 = P 6
169| P 61 = P 61
170| P 65 = P 65
171| P 62 = P 62
172| P 64 = P 64
173| P 63 = P 6c
174| P -6 = P -6
175| P 6/m = -P 6
176| P 63/m = -P 6c
177| P 6 2 2 = P 6 2
178| P 61 2 2 = P 61 2 (0 0 5)
179| P 65 2 2 = P 65 2 (0 0 1)
180| P 62 2 2 = P 62 2 (0 0 4)
181| P 64 2 2 = P 64 2 (0 0 2)
182| P 63 2 2 = P 6c 2c
183| P 6 m m = P 6 -2
184| P 6 c c = P 6 -2c
185| P 63 c m = P 6c -2
186| P 63 m c = P 6c -2c
187| P -6 m 2 = P -6 2
188| P -6 c 2 = P -6c 2
189| P -6 2 m = P -6 -2
190| P -6 2 c = P -6c -2c
191| P 6/m m m = -P 6 2
192| P 6/m c c = -P 6 2c
193| P 63/m c m = -P 6c 2
194| P 63/m m c = -P 6c 2c
195| P 2 3 = P 2 2 3
196| F 2 3 = F 2 2 3
197| I 2 3 = I 2 2 3
198| P 21 3 = P 2ac 2ab 3
199| I 21 3 = I 2b 2c 3
200| P m -3 = -P 2 2 3
201| P n -3:1 = P 2 2 3 -1n @ x+1/4,y+1/4,z+1/4 | P n -3:2 = -P 2ab 2bc 3
202| F m -3 = -F 2 2 3
203| F d -3:1 = F 2 2 3 -1d @ x-1/8,y-1/8,z-1/8 | F d -3:2 = -F 2uv 2vw 3
204| I m -3 = -I 2 2 3
205| P a -3 = -P 2ac 2ab 3
206| I a -3 = -I 2b 2c 3
207| P 4 3 2 = P 4 2 3
208| P 42 3 2 = P 4n 2 3
209| F 4 3 2 = F 4 2 3
210| F 41 3 2 = F 4d 2 3
211| I 4 3 2 = I 4 2 3
212| P 43 3 2 = P 4acd 2ab 3
213| P 41 3 2 = P 4bd 2ab 3
214| I 41 3 2 = I 4bd 2c 3
215| P -4 3 m = P -4 2 3
216| F -4 3 m = F -4 2 3
217| I -4 3 m = I -4 2 3
218| P -4 3 n = P -4n 2 3
219| F -4 3 c = F -4a 2 3
220| I -4 3 d = I -4bd 2c 3
221| P m -3 m = -P 4 2 3
222| P n -3 n:1 = P 4 2 3 -1n @ x+1/4,y+1/4,z+1/4 | P n -3 n:2 = -P 4a 2bc 3
223| P m -3 n = -P 4n 2 3
224| P n -3 m:1 = P 4n 2 3 -1n @ x-1/4,y-1/4,z-1/4 | P n -3 m:2 = -P 4bc 2bc 3
225| F m -3 m = -F 4 2 3
226| F m -3 c = -F 4a 2 3
227| F d -3 m:1 = F 4d 2 3 -1d @ x-1/8,y-1/8,z-1/8 | F d -3 m:2 = -F 4vw 2vw 3
228| F d -3 c:1 = F 4d 2 3 -1ad @ x+1/8,y+1/8,z+1/8 | F d -3 c:2 = -F 4ud 2vw 3
229| I m -3 m = -I 4 2 3
230| I a -3 d = -I 4bd 2c 3`;

from keras import layers, Sequential, Input
s = {1, 2, 3} & {2, 3, 4}; s.add(7); s |= {8}; s.discard(2)
n = len(s) + sum(sorted(s)) + (3 in s)
model = Sequential([Input((3,)), layers.Dense(n)])

from keras import layers, Sequential, Input
d = {}
for w in 'abca': d.setdefault(w, []).append(w)
n = len(d['a']) + len(d)
model = Sequential([Input((3,)), layers.Dense(n)])

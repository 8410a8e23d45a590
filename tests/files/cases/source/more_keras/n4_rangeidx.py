from keras import layers, Sequential, Input
r = range(10)[2:8:2]
n = len(r) + r[-1] + (4 in r)
model = Sequential([Input((3,)), layers.Dense(n)])

from keras import layers, Sequential, Input
l = [1, 2]
m = map(lambda x: x + len(l), l)
l.append(3)
n = sum(m)
model = Sequential([Input((3,)), layers.Dense(n)])

from keras import layers, Sequential, Input
l = [1, 2, 3]
r = reversed(l)
l[0] = 9
n = sum(r)
model = Sequential([Input((3,)), layers.Dense(n)])

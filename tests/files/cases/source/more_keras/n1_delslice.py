from keras import layers, Sequential, Input
l = list(range(6)); del l[1:3]; l[0:1] = [7, 8]
n = sum(l)
model = Sequential([Input((3,)), layers.Dense(n)])

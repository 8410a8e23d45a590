from keras import layers, Sequential, Input
l = [1, 2]
g = (x for x in l if x > k)
k = 1
l.append(5)
n = sum(g)
model = Sequential([Input((3,)), layers.Dense(n)])

from keras import layers, Sequential, Input
def g(k):
    for i in range(k): yield i
it = g(3)
n = next(it) + next(it)
for j in it: n += j
n += next(it, 4)
model = Sequential([Input((3,)), layers.Dense(n)])

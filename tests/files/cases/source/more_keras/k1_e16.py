from keras import layers, Sequential, Input
out = []
def g():
    out.append(1)
    yield 1
    out.append(2)
    yield 2
it = g()
n = len(out) + 1
next(it)
m = len(out) + 1
model = Sequential([Input((3,)), layers.Dense(n), layers.Dense(m)])

from keras import layers, Sequential, Input
n = 0
def g():
    yield 1
    yield 2
    raise ValueError
try:
    for i in g(): n += i
except ValueError: n += 5
model = Sequential([Input((3,)), layers.Dense(n)])

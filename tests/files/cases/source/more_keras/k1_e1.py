from keras import layers, Sequential, Input
def g():
    yield 1
    raise ValueError
try: n = next(g())
except ValueError: n = 2
model = Sequential([Input((3,)), layers.Dense(n)])

from keras import layers, Sequential, Input
def f(a, b): return a
try: n = f(1)
except TypeError: n = 6
model = Sequential([Input((3,)), layers.Dense(n)])

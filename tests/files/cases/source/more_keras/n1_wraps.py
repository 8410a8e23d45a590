from keras import layers, Sequential, Input
import functools
def deco(k):
    def outer(f):
        @functools.wraps(f)
        def inner(*a, **kw): return f(*a, **kw) + k
        return inner
    return outer
@deco(3)
@deco(4)
def f(x, y=1): return x * y
n = f(2, y=2)
model = Sequential([Input((3,)), layers.Dense(n)])

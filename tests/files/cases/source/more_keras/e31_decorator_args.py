import keras
from keras import layers, Sequential, Input, Model
def times(k):
    def deco(f):
        def g(*a, **kw):
            return [f(*a, **kw) for _ in range(k)]
        return g
    return deco
@times(3)
def dense(u): return layers.Dense(u)
model = Sequential([Input((10,)), *dense(4)])

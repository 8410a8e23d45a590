import keras
from keras import layers, Sequential, Input, Model
def f(v):
    match v:
        case [1, x] | (x, 1): return x
        case {'u': int(x)}: return x + 1
        case str() as s: return len(s)
        case None: return 9
        case _: return 2
model = Sequential([Input((10,)), *[layers.Dense(f(v)) for v in ([1, 5], (4, 1), {'u': 6, 'w': 1}, 'abc', None, 3.5, {'u': 'x'})]])

import keras
from keras import layers, Sequential, Input, Model
def block(*units, bias=True, **kw):
    return [layers.Dense(u, use_bias=bias, **kw) for u in units]
model = Sequential([Input((10,)), *block(8, *[4, 2], bias=False, activation='relu')])

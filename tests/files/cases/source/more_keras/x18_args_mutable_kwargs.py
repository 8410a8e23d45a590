import keras
from keras import layers, Sequential, Input, Model
def f(**kw):
    kw['units'] += 1
    return kw
cfg = {'units': 4}
f(**cfg)
model = Sequential([Input((10,)), layers.Dense(**f(**cfg)), layers.Dense(**cfg)])

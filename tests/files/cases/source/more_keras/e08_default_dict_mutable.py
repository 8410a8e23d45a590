import keras
from keras import layers, Sequential, Input, Model
def cfg(extra=None, base={'units': 8}):
    if extra: base.update(extra)
    return base
cfg({'units': 16})
model = Sequential([Input((10,)), layers.Dense(**cfg())])

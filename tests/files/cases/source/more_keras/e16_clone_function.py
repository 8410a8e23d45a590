import keras
from keras import layers, Sequential, Input, Model
base = Sequential([Input((10,)), layers.Dense(8), layers.Dense(4)])
def wider(l):
    if isinstance(l, layers.Dense):
        c = l.get_config()
        c['units'] *= 2
        return layers.Dense.from_config(c)
    return l.__class__.from_config(l.get_config())
model = keras.models.clone_model(base, clone_function=wider)

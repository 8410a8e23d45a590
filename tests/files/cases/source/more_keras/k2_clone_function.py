import keras
from keras import layers, Sequential, Input, Model
s = Sequential([Input((4,)), layers.Dense(2), layers.Dense(3)])
def f(l):
    return layers.Dense(7, name=l.name) if isinstance(l, layers.Dense) else l.__class__.from_config(l.get_config())
model = keras.models.clone_model(s, clone_function=f)

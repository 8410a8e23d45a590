import keras
from keras import layers, Sequential, Input, Model
i = Input((10,))
d = layers.Dense(4)
b = Model(i, layers.Dense(3)(d(i)))
d.trainable = False
model = keras.models.clone_model(b)
d.trainable = True

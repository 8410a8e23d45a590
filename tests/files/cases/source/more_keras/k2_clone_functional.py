import keras
from keras import layers, Sequential, Input, Model
i = Input((4,)); d = layers.Dense(4); x = d(d(i)); y = layers.Dense(2)(x)
s = Model(i, [x, y])
d.trainable = False
model = keras.models.clone_model(s)
s.layers[-1].trainable = False

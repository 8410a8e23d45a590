import keras
from keras import layers, Sequential, Input, Model
model = Sequential([Input((10,))])
for model_part in [layers.Dense(4), layers.Dense(3)]: model.add(model_part)
layers_ = model.layers
layers_[0].trainable = False
model.add(layers.Dense(2))
layers_[-1].trainable = False

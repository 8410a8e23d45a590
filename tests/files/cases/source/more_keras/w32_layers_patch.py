import keras
from keras import layers, Sequential, Input, Model
layers.Dense2 = layers.Dense
class D(layers.Dense):
    def __init__(self, u): super().__init__(u * 2)
layers.Dense = D
model = Sequential([Input((10,)), layers.Dense(4)])
layers.Dense = layers.Dense2
del layers.Dense2

import keras
from keras import layers, Sequential, Input, Model
class S(Sequential):
    def add(self, layer, **kw):
        super().add(layer, **kw)
        if isinstance(layer, layers.Dense) and len(self.layers) < 3: super().add(layers.Dense(3))
model = S()
model.add(Input((10,)))
model.add(layers.Dense(4))

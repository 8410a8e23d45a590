import keras
from keras import layers, Sequential, Input, Model
class M(Model):
    @property
    def layers(self): return super().layers[:1]
i = Input((10,))
model = M(i, layers.Dense(2)(layers.Dense(4)(i)))
for l in model.layers: l.trainable = False

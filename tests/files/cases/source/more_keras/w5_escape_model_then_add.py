import keras
from keras import layers, Sequential, Input, Model
#MOD settings: kept=[]; hold=kept.append\ndef go(): kept[0].layers[-1].trainable = False
#ALT settings: hold=lambda x: 0; go=lambda: 0
import settings
base = Sequential([Input((10,))])
settings.hold(base)
d = layers.Dense(4)
base.add(d)
settings.go()
model = Sequential([Input((10,)), d])

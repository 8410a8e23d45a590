import keras
from keras import layers, Sequential, Input, Model
#MOD settings: xs=[1,2]
#ALT settings: xs=[]
import settings
model = Sequential([Input((10,))])
[model.add(layers.Dense(4)) for _ in settings.xs]
model.add(layers.Dense(2))

import keras
from keras import layers, Sequential, Input, Model
#MOD settings: kept=[]\ndef hold(x): kept.append(x)\nclass X:\n    def __iter__(s): kept[0].append(9); return iter([])\nx = X()
#ALT settings: hold=lambda x: 0; x=[]
import settings
xs = [4]
fn = lambda: xs
settings.hold(xs)
list(settings.x)
model = Sequential([Input((10,)), *[layers.Dense(x) for x in xs]])

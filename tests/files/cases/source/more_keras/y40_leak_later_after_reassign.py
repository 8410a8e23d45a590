import keras
from keras import layers, Sequential, Input, Model
#MOD settings: kept=[]; hold=kept.append; go=lambda: kept[0].append(9)
#ALT settings: hold=lambda f: 0; go=lambda: 0
import settings
xs = [3]
settings.hold(xs)
xs[:] = [4]
settings.go()
model = Sequential([Input((10,)), *[layers.Dense(u) for u in xs]])

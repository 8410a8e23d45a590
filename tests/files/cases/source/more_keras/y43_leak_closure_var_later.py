import keras
from keras import layers, Sequential, Input, Model
#MOD settings: kept=[]; hold=kept.append; go=lambda: kept[0]()
#ALT settings: hold=lambda f: 0; go=lambda: 0
import settings
ys = [1]
def f(): ys.append(9)
settings.hold(f)
xs = [3]
ys = xs
settings.go()
model = Sequential([Input((10,)), *[layers.Dense(u) for u in xs]])

import keras
from keras import layers, Sequential, Input, Model
#MOD helper: kept=[]; hold=kept.append; go=lambda: kept[0].append(8)
import helper
sizes = [4]
helper.hold(sizes)
helper.go()
model = Sequential([Input((10,)), *[layers.Dense(s) for s in sizes]])

import keras
from keras import layers, Sequential, Input, Model
spec = ('dense', 8, 4)
model = Sequential([Input((10,))])
match spec:
    case ('dense', u): model.add(layers.Dense(u))
    case ('dense', *us) if len(us) > 1:
        for u in us: model.add(layers.Dense(u))

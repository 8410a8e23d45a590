import keras
from keras import layers, Sequential, Input, Model
#MOD config: skip=['a']
from config import skip
model = Sequential([Input((10,))])
for name, u in [('a', 8), ('b', 4)]:
    if name not in skip: model.add(layers.Dense(u))

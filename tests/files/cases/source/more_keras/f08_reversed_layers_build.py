import keras
from keras import layers, Sequential, Input, Model
ae = Sequential([Input((8,))])
sizes = [6, 4]
for u in sizes + sizes[-2::-1] + [8]: ae.add(layers.Dense(u))
model = ae

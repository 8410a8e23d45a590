import keras
from keras import layers, Sequential, Input, Model
spec = '8-4-2'
model = Sequential([Input((10,))] + [layers.Dense(int(s)) for s in spec.split('-')[:-1]])

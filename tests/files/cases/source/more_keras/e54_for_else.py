import keras
from keras import layers, Sequential, Input, Model
for u in (4, 8):
    if u > 10: break
else:
    u = 16
model = Sequential([Input((10,)), layers.Dense(u)])

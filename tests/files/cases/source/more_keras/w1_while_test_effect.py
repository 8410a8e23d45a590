import keras
from keras import layers, Sequential, Input, Model
#MOD settings: k=[1,0]; check=lambda: k.pop(0)
#ALT settings: check=lambda: False
from settings import check
u = 9
while (m := u) and check():
    u = 5
    m = 9
model = Sequential([Input((10,)), layers.Dense(m)])

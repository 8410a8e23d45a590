import keras
from keras import layers, Sequential, Input, Model
#MOD settings: flag=True
#ALT settings: flag=False
import settings
n = 1
for i in range(3):
    try:
        if settings.flag: break
        n += 1
    finally:
        n = 5
else:
    n = 5
    k = 1
model = Sequential([Input((10,)), layers.Dense(n)])

import settings
from keras import layers, Sequential, Input
n = 4
for i in range(2):
    try:
        settings.f()
        n = 5
    finally:
        continue
model = Sequential([Input((3,)), layers.Dense(n)])
#MOD settings: f = lambda: 1/0
#ALT settings: f = lambda: False

import keras
from keras import layers, Sequential, Input, Model
n, out = 0, []
while n < 5:
    n += 1
    if n % 2: continue
    out.append(n)
else:
    out.append(9)
model = Sequential([Input((10,)), *[layers.Dense(s) for s in out]])

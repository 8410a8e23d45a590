from keras import layers, Sequential, Input
n = (not [] and 3) + bool('0') + (None or 2) + (0 if '' else 1)
model = Sequential([Input((3,)), layers.Dense(n)])

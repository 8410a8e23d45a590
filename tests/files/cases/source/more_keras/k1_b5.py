from keras import layers, Sequential, Input
n = 4
try:
    h = hash('abc')
    n = 6
except OverflowError:
    n = 2
model = Sequential([Input((3,)), layers.Dense(n)])

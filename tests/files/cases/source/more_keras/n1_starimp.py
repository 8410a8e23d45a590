from keras import layers, Sequential, Input
from math import *
n = int(floor(4.7)) + gcd(6, 4)
model = Sequential([Input((3,)), layers.Dense(n)])

from keras import layers, Sequential, Input
try:
    raise ValueError('ab')
except ValueError as e: n = len(str(e))
model = Sequential([Input((3,)), layers.Dense(n)])

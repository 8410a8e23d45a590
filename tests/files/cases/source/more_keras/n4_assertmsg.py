from keras import layers, Sequential, Input
n = 4
try: assert False, 'x'
except AssertionError: n = 5
model = Sequential([Input((3,)), layers.Dense(n)])

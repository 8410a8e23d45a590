from keras import layers, Sequential, Input
n = 4
for i in range(2):
    try:
        undefined_name
        n = 5
    finally:
        break
model = Sequential([Input((3,)), layers.Dense(n)])
